package registry

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"

	"github.com/BurntSushi/toml"

	"tongban/kernel/check"
)

var _ Registry = (*Fake)(nil)

//go:embed demo.toml
var demo string

// sources says who keeps a resource in the demo city.
var sources = map[string]string{
	Driver:     "云岫市公安局（模拟数据）",
	Exam:       "云岫市交通运输局（模拟数据）",
	Record:     "云岫市公安局（模拟数据）",
	Population: "云岫市公安局（模拟数据）",
	Household:  "云岫市公安局（模拟数据）",
	Enterprise: "云岫市市场监督管理局（模拟数据）",
	Property:   "云岫市自然资源和规划局（模拟数据）",
	Sale:       "云岫市住房和城乡建设局（模拟数据）",
	TaxPaid:    "国家税务总局云岫市税务局（模拟数据）",
	Marriage:   "云岫市民政局（模拟数据）",
	Assistance: "云岫市民政局（模拟数据）",
	Guardian:   "云岫市民政局（模拟数据）",
	Disability: "云岫市残疾人联合会（模拟数据）",
	Health:     "云岫市卫生健康委员会（模拟数据）",
	Vaccines:   "云岫市卫生健康委员会（模拟数据）",
	Invoices:   "云岫市医疗保障局（模拟数据）",
	FireCheck:  "云岫市住房和城乡建设局（模拟数据）",
}

// Fake plays the departments of the demo city.
type Fake struct {
	known map[string]entry // by ID number or USCC
}

// entry is what all departments together know about a person or a firm.
type entry struct {
	Name     string
	IDNumber string // of a firm its USCC
	Driver   map[string]string
	Exam     map[string]string
	Record   map[string]string
	Knows    map[string]map[string]string // by resource, of all others
}

// NewFake reads the file of the demo city.
func NewFake() (*Fake, error) {
	var file struct{ People, Firms []entry }
	if _, err := toml.Decode(demo, &file); err != nil {
		return nil, fmt.Errorf("registry: demo.toml: %w", err)
	}
	f := &Fake{known: map[string]entry{}}
	for _, e := range slices.Concat(file.People, file.Firms) {
		f.known[e.IDNumber] = e
	}
	return f, nil
}

// Ask answers about a person or a firm of the demo city whose name and number agree,
// and finds nobody else. A resource nobody keeps is an error.
func (f *Fake) Ask(_ context.Context, resource string, person Person) (Answer, error) {
	source, ok := sources[resource]
	if !ok {
		return Answer{}, fmt.Errorf("registry: nobody keeps %q", resource)
	}
	answer := Answer{Source: source, Simulated: true}
	e := f.known[check.Compact(person.IDNumber)]
	if e.Name == "" || e.Name != person.Name {
		return answer, nil
	}
	values := map[string]map[string]string{Driver: e.Driver, Exam: e.Exam, Record: e.Record}[resource]
	if values == nil {
		values = e.Knows[resource]
	}
	answer.Found, answer.Values = values != nil, maps.Clone(values)
	return answer, nil
}

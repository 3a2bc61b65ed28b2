// Package place knows where government is: the regions from province to village,
// the departments, and the outlets (政务服务中心, 便民服务中心, 便民服务站) where people
// are received.
//
// Words: a Region is an administrative division by its code, of six digits, nine
// for a street or town and twelve for a village (GB/T 2260, GB/T 10114); its level
// and the region it lies in follow from the code. A Department is a body that
// decides, by the short code of the catalogue ("TRANS") or its USCC. An Outlet is a
// place with counters, by a readable id ("center"); its level is that of the region
// it serves. The main outlet of a region handles what comes in online.
//
// The three levels work together (三级联动): somebody of a village is served by the
// outlets of the village, its town, its county and its city. Which of them take an
// item is the catalogue's knowledge.
//
// Places change seldom and are asked for all the time, so a Service keeps them all
// in memory and asks every two seconds at most whether there is a new edition. It
// does not know counters, queues or appointments; those are hall and appointment.
//
// Tables: place_region, place_department, place_outlet, place_edition.
package place

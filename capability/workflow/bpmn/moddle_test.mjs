// What bpmn-moddle, the reader of bpmn-js, understands of files. It reads a list of
// [name, text, text] from standard input and prints the names of those whose two texts it
// does not understand alike, with the first difference; on standard error, for each, how
// much it understood and how often it wondered.
import { BpmnModdle } from 'bpmn-moddle';

const typed = (value) => value !== null && typeof value === 'object' && '$type' in value;

// plain returns an element as a tree without cycles: references are ids.
function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (!typed(value)) return value;
  const tree = { type: value.$type, attrs: { ...value.$attrs } };
  for (const p of value.$descriptor?.properties ?? []) {
    const content = value.get(p.name);
    if (content === undefined || (Array.isArray(content) && content.length === 0)) continue;
    const named = (v) => (typed(v) ? v.id ?? v.$type : v);
    tree[p.name] = p.isReference ? [content].flat().map(named) : plain(content);
  }
  for (const [key, content] of Object.entries(value)) {
    if (!(key in tree) && key !== '$type') tree[key] = plain(content);
  }
  if (value.$children) tree.children = plain(value.$children);
  if (value.$body !== undefined) tree.body = value.$body;
  return tree;
}

async function understood(text) {
  try {
    const { rootElement, warnings, references } = await new BpmnModdle().fromXML(text);
    const loose = references.map((r) => [r.element.id, r.property, r.id]);
    const wonders = warnings.map((w) => w.message.split('\n')[0]);
    return { lines: JSON.stringify({ root: plain(rootElement), loose, wonders }, null, 1).split('\n'), wonders };
  } catch (error) {
    return { lines: [], wonders: [error.message] };
  }
}

let input = '';
for await (const chunk of process.stdin) input += chunk;
for (const [name, first, second] of JSON.parse(input)) {
  const { lines: a, wonders } = await understood(first);
  const { lines: b } = await understood(second);
  const at = Array.from({ length: Math.max(a.length, b.length) }, (_, i) => i).findIndex((i) => a[i] !== b[i]);
  if (at >= 0) console.log(`${name}: ${a[at]} / ${b[at]}`);
  console.error(`${name}: ${a.length} lines, ${wonders.length} wonders ${wonders[0] ?? ''}`);
}

// A strict reader of the XML that the page writes: no namespaces, entities
// beyond the five, comments or CDATA. What it does not know fails.
export function parseXML(text) {
  let at = 0;
  const fail = (what) => {
    throw new Error(`${what} at ${at}: ${text.slice(at, at + 60)}`);
  };
  const take = (re, what) => {
    re.lastIndex = at;
    const m = re.exec(text);
    if (!m) fail(`wanted ${what}`);
    at = re.lastIndex;
    return m;
  };
  const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  const plain = (s) => s.replace(/&([^;]*);?/g, (_, name) => ENTITIES[name] ?? fail(`unknown entity ${name}`));
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text)) fail('a character that XML does not have');
  const element = () => {
    const name = take(/<([a-zA-Z][\w-]*)/y, 'an element')[1];
    const attributes = {};
    while (!/^\s*\/?>/.test(text.slice(at, at + 20))) {
      const [, key, value] = take(/\s+([a-zA-Z][\w:-]*)="([^"<]*)"/y, 'an attribute');
      if (key in attributes) fail(`${key} twice`);
      attributes[key] = plain(value);
    }
    const node = { name, attributes, children: [], text: '' };
    if (take(/\s*(\/?)>/y, 'the end of a tag')[1]) return node;
    for (;;) {
      node.text += plain(take(/[^<]*/y, 'text')[0]);
      if (text.startsWith('</', at)) {
        if (take(/<\/([\w-]+)>/y, 'an end tag')[1] !== name) fail(`wanted the end of ${name}`);
        return node;
      }
      node.children.push(element());
    }
  };
  take(/<\?xml version="1\.0" encoding="UTF-8"\?>\s*/y, 'a declaration');
  const root = element();
  if (text.slice(at).trim() !== '') fail('more after the end');
  return root;
}

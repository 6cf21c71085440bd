// The tokens of a query, as `rdf/sparql.py` has them. They serve colours and completion; whether a query is right is
// for the server to say.

const KINDS = {
  comment: String.raw`#[^\r\n]*`,
  iri: String.raw`<(?:[^\u0000-\u0020<>"{}|^\u0060\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>`,
  text: String.raw`"{3}(?:"{0,2}(?:[^"\\]|\\[^]))*"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\[^]))*'{3}` +
    String.raw`|"(?!"")(?:[^"\\\r\n]|\\[^])*"|'(?!'')(?:[^'\\\r\n]|\\[^])*'`,
  quote: `["']`,
  variable: String.raw`[?$][\p{L}\p{N}_]+`,
  tag: String.raw`@[A-Za-z]+(?:-[A-Za-z0-9]+)*`,
  node: String.raw`_:[\p{L}\p{N}_.·\-]*`,
  name: String.raw`(?:\p{L}[\p{L}\p{N}_.·\-]*)?:(?:[\p{L}\p{N}_.:·\-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%])*`,
  word: String.raw`[\p{L}_][\p{L}\p{N}_]*`,
  number: String.raw`\d+(?:\.\d+)?(?:[eE][+\-]?\d+)?`,
};
const TOKEN = new RegExp(Object.entries(KINDS).map(([kind, form]) => `(?<${kind}>${form})`).join("|"), "gu");

/** Every token but spaces and signs, in order: its kind, where it starts and where it ends. */
export function* tokens(text) {
  for (const match of text.matchAll(TOKEN)) {
    const kind = Object.keys(KINDS).find((each) => match.groups[each] !== undefined);
    yield {kind, start: match.index, end: match.index + match[0].length};
  }
}

const KEYWORDS = new Set((
  "a abs add all as asc ask avg base bind bnode bound by ceil clear coalesce concat construct contains copy count create " +
  "datatype day default delete desc describe distinct drop encode_for_uri exists false filter floor from graph group " +
  "group_concat having hours if in insert into iri isblank isiri isliteral isnumeric isuri lang langmatches lcase limit " +
  "load max md5 min minus minutes month move named not now offset optional order prefix rand reduced regex replace " +
  "round sameterm sample seconds select separator service sha1 sha256 sha384 sha512 silent str strafter strbefore " +
  "strdt strends strlang strlen strstarts struuid substr sum timezone to true tz ucase undef union uri using uuid " +
  "values where with year").split(" "));

export function isKeyword(word) {
  return KEYWORDS.has(word.toLowerCase());
}

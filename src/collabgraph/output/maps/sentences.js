// Ties and actors as sentences: who does what to whom, with strength and sign where they are stated, and the basis.

/** A tie as a sentence. */
function tieSentence(edge) {
  const ends = { from: shortOf(edge.from), to: shortOf(edge.to) };
  const plain = edge.both_ways ? "tied_with" : "tied_to";
  const sentence = edge.kind ? say("who_does_what", { ...ends, kind: term("tie", edge.kind) }) : say(plain, ends);
  const facts = [
    edge.basis && term("basis", edge.basis),
    edge.strength !== null && edge.strength !== undefined && say("strength_is", { n: number(edge.strength) }),
    edge.sign && say("sign_is", { sign: term("sign", edge.sign) }),
  ].filter(Boolean);
  return facts.length ? `${sentence} (${facts.join("; ")})` : sentence;
}

/** What a line stands for, line by line. */
function lineSentences({ ties, words, from, to, bothWays }) {
  if (!ties) return [words, ...new Set(edgesOf({ from, to, bothWays }).map(tieSentence))];
  if (ties.length === 1) return [tieSentence(ties[0])];
  const most = 4;
  return [
    say("several_ties", { n: ties.length, one: shortOf(from), other: shortOf(to) }),
    ...ties.slice(0, most).map(tieSentence),
    ties.length > most && say("and_more", { n: ties.length - most }),
  ].filter(Boolean);
}

/** The edges that are shown, in any case, behind a line. */
function edgesOf({ from, to, bothWays }) {
  return caseIds.flatMap((caseId) => [
    ...(shownTies(caseId).get(from)?.get(to) ?? []),
    ...((bothWays && shownTies(caseId).get(to)?.get(from)) || []),
  ]);
}

/** Who an actor is, line by line. */
function actorSentences(drawing, actorId) {
  const metric = data.metrics.find(({ id }) => id === state.metric);
  const [caseId] = casesOf(drawing).filter((id) => shownOf(id).nodes.has(actorId));
  const value = metric && caseId ? valueOf(caseId, actorId, metric.id) : null;
  const { kind } = actors.get(actorId);
  return [
    nameOf(actorId),
    [kind && term("kind", kind), sayMany("one_neighbour", "n_neighbours", neighboursIn(drawing, actorId).size)]
      .filter(Boolean)
      .join(", "),
    value !== null && say("metric_is", { metric: inLanguage(metric.label), n: number(value) }),
    pinned.has(actorId) && say("is_pinned"),
  ].filter(Boolean);
}

function shortOf(actorId) {
  return inLanguage(actors.get(actorId).short);
}

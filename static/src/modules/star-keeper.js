// The keeper of the stars in a browser. It stores {stars, keeper, page}: the ids of sessions, the key of whoever keeps them on
// the server, and the address of their own agenda; both are "" as long as nobody does. The server says {keeper, page,
// sessions}, or REFUSED if nobody's page is open here; null is an error, which says nothing about anybody.
export const REFUSED = { keeper: "", page: "", sessions: [] };

// Only stars pressed while nobody kept them go to anyone who comes first. Those with a page and no keeper came from the
// server, too, before it told whose they are.
export function toHandOver({ stars, keeper, page }, answer) {
  if (keeper || page || !answer?.keeper) return [];
  return stars.filter((key) => !answer.sessions.includes(key));
}

// Returns the stars to store after that answer; `pressed` are the stars that were set by the request, if a button was
// pressed: other answers may be on their way then.
export function after(stored, answer, pressed) {
  if (!answer) return stored;
  const { keeper, page } = answer;
  const isNobodys = !stored.keeper && !stored.page;
  if (!keeper) return { keeper, page, stars: isNobodys ? stored.stars : (pressed ?? []) };
  if (isNobodys) return { keeper, page, stars: [...new Set([...stored.stars, ...answer.sessions])] };
  return { keeper, page, stars: pressed && stored.keeper === keeper ? stored.stars : answer.sessions };
}

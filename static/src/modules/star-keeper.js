// Whose the stars in a browser are. It keeps {stars, keeper, page}: the ids of sessions, the key of whoever keeps them on
// the server, and the address of their own agenda; both are "" as long as nobody does. The server says {keeper, page,
// sessions}, or REFUSED if nobody's page is open here; null is an error, which says nothing about anybody.
export const REFUSED = { keeper: "", page: "", sessions: [] };

// Only stars pressed while nobody kept them go to anyone who comes first. Those with a page and no keeper came from the
// server, too, before it told whose they are.
export function toHandOver({ stars, keeper, page }, said) {
  if (keeper || page || !said?.keeper) return [];
  return stars.filter((key) => !said.sessions.includes(key));
}

// What the browser keeps after that answer; `pressed` are the stars that were set by what was asked, if a button was
// pressed: other answers may be on their way then.
export function after(kept, said, pressed) {
  if (!said) return kept;
  const { keeper, page } = said;
  const isNobodys = !kept.keeper && !kept.page;
  if (!keeper) return { keeper, page, stars: isNobodys ? kept.stars : (pressed ?? []) };
  if (isNobodys) return { keeper, page, stars: [...new Set([...kept.stars, ...said.sessions])] };
  return { keeper, page, stars: pressed && kept.keeper === keeper ? kept.stars : said.sessions };
}

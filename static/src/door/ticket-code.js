// Recognizes the entry of a camera, a hand scanner or a person: a ticket of this conference, or something else. Reads like the
// server (registrations/core/domain/ticket_codes.py): letters that look like digits are digits.

const TICKET = /\/([^/]+)\/onsite\/t\/([^/?#]*)/i;
const ENROLMENT = /\/([^/]+)\/onsite\/door\/#(.+)$/i;

// The token in an address, in groups, in lower case.
export function readCode(text) {
  const last = text.trim().replace(/\/+$/, "").split("/").at(-1);
  const letters = last.toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");
  return letters.replaceAll("O", "0").replaceAll("I", "1").replaceAll("L", "1");
}

// {kind: "ticket", token} | {kind: "enrolment", code} | {kind: "foreign" | "torn" | "no_ticket"}
export function readScan(text, { slug, alphabet, length }) {
  const enrolment = ENROLMENT.exec(text);
  if (enrolment) {
    return sameSlug(enrolment[1], slug) ? { kind: "enrolment", code: enrolment[2] } : { kind: "foreign" };
  }
  const ticket = TICKET.exec(text);
  if (ticket && !sameSlug(ticket[1], slug)) return { kind: "foreign" };
  const token = readCode(ticket ? ticket[2] : text);
  const whole = token.length === length && [...token].every((letter) => alphabet.includes(letter));
  if (whole && (ticket || !text.includes("://"))) return { kind: "ticket", token };
  // Part of our address, or a code with a letter missing; anything else was never a ticket.
  const partOfOne = ticket || /\/onsite\//i.test(text) || /^[\p{L}\p{N}\s-]{4,20}$/u.test(text.trim());
  return { kind: partOfOne ? "torn" : "no_ticket" };
}

function sameSlug(slug, other) {
  return slug.toLowerCase() === other.toLowerCase();
}

// The first 32 hexadecimal digits of the token's SHA-256: the only part of a ticket stored on a device.
export async function hashOf(token) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return [...new Uint8Array(digest, 0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

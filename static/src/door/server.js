// Requests to the server as a device: its secret in the header, no cookie.

const PATIENCE = 10_000; // milliseconds

export class Unreachable extends Error {}

// The device is no longer accepted: revoked, expired, unknown.
export class TurnedAway extends Error {
  constructor({ error, words }) {
    super(words ?? error);
    this.why = error;
    this.words = words;
  }
}

// `language`: a function that returns the language for the server's sentences.
export function server(home, { secret, language }) {
  const ask = async (path, { method = "GET", body, headers = {} } = {}) => {
    const sent = { Accept: "application/json", "Accept-Language": language(), ...headers };
    if (secret) sent.Authorization = `Device ${secret}`;
    if (body) sent["Content-Type"] = "application/json";
    let response;
    try {
      response = await fetch(new URL(path, new URL(home, location.href)), {
        method,
        headers: sent,
        body: body && JSON.stringify(body),
        credentials: "omit",
        cache: "no-store",
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch (error) {
      throw new Unreachable(error.message, { cause: error });
    }
    if (response.status === 401) throw new TurnedAway(await words(response));
    if (response.status >= 500) throw new Unreachable(`${response.status}`);
    return response;
  };

  return {
    enrol: (code) => ask("enrol/", { method: "POST", body: { code } }),
    state: (etag) => ask("state/", { headers: etag ? { "If-None-Match": etag } : {} }),
    scans: (scans) => ask("scans/", { method: "POST", body: { sent_at: new Date().toISOString(), scans } }),
    search: (query) => ask(`search/?q=${encodeURIComponent(query)}`),
    photo: (registration) => ask(`photo/${encodeURIComponent(registration)}/`, { headers: { Accept: "image/*" } }),
  };
}

export function words(response) {
  return response.json().catch(() => ({}));
}

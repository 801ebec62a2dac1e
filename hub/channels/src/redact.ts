const named =
  /(access_token|refresh_token|client_secret|fb_exchange_token|code_verifier|appsecret_proof|code)(["']?\s*[=:]\s*["']?)([^&\s"',}]+)/gi;
const schemes = /\b(Bearer|OAuth|Basic)\s+[\w\-._~+/|=]{8,}/g;

/** A text without its secrets: those that are known, and whatever stands where platforms put secrets. */
export function redact(text: string, secrets: readonly string[]): string {
  const known = secrets
    .filter((secret) => secret.length > 3)
    .reduce(
      (rest, secret) =>
        rest.replaceAll(secret, '[redacted]').replaceAll(encodeURIComponent(secret), '[redacted]'),
      text,
    );
  return known
    .replace(schemes, '$1 [redacted]')
    .replace(named, (whole, name, sign, value) =>
      /^\d{1,7}$/.test(value) ? whole : `${name}${sign}[redacted]`,
    );
}

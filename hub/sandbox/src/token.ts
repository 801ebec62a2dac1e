import type { Platform } from '@musterhub/rules';

/** Why a token died before its time; the platforms tell some of these apart by a subcode. */
export type Revocation = 'app_removed' | 'password_changed' | 'revoked' | 'rotated';

export type Token = {
  value: string;
  platform: Platform;
  /** Instagram: `short`, `long`. Facebook: `short` and `long` of a user, `page`. X: `access`, `refresh`, `app`. */
  kind: 'short' | 'long' | 'page' | 'access' | 'refresh' | 'app';
  /** The account it speaks for; with Facebook's user tokens the user. */
  subjectId: string;
  appId: string;
  scopes: string[];
  issuedAt: number;
  /** Undefined: it has no expiry of its own. */
  expiresAt: number | undefined;
  revoked: Revocation | undefined;
  /** What dies together: X's access and refresh tokens of one consent, Facebook's page tokens of one user token. */
  family: string;
};

/** A code of the consent page, to be exchanged once. */
export type Code = {
  value: string;
  platform: Platform;
  appId: string;
  subjectId: string;
  redirectUri: string;
  scopes: string[];
  expiresAt: number;
  used: boolean;
  challenge?: { value: string; method: 'S256' | 'plain' };
};

/** Revokes a token and all of its family. */
export function revokeFamily(tokens: Map<string, Token>, family: string, reason: Revocation): void {
  for (const token of tokens.values()) if (token.family === family) token.revoked ??= reason;
}

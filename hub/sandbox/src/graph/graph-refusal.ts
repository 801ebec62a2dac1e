import { Refusal, type Reply } from '../refusal.ts';
import type { World } from '../world.ts';

export type GraphError = {
  code: number;
  subcode?: number;
  message: string;
  /** 400 unless told. */
  status?: number;
  isTransient?: boolean;
  userTitle?: string;
  userMessage?: string;
  headers?: Record<string, string>;
};

/** Meta's error body, for Instagram and Facebook alike. */
export function graphErrorReply(world: World, error: GraphError): Reply {
  return {
    status: error.status ?? 400,
    ...(error.headers && { headers: error.headers }),
    body: {
      error: {
        message: error.message,
        type: 'OAuthException',
        code: error.code,
        ...(error.subcode !== undefined && { error_subcode: error.subcode }),
        is_transient: error.isTransient ?? false,
        ...(error.userTitle !== undefined && { error_user_title: error.userTitle }),
        ...(error.userMessage !== undefined && { error_user_msg: error.userMessage }),
        fbtrace_id: world.ids.trace(),
      },
    },
  };
}

export function refuseGraph(world: World, error: GraphError): never {
  throw new Refusal('emulated', error.message, graphErrorReply(world, error));
}

import { platforms } from '@musterhub/rules';
import { channelConformance } from './conformance.ts';
import { kindsOf, makeSubject } from './make-subject.ts';

for (const name of platforms) {
  channelConformance({ name, kinds: kindsOf(name), makeSubject: () => makeSubject(name) });
}

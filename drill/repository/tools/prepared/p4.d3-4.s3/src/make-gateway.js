import { PlatformRefusal } from './sandbox.js';

/** A second way to the same platform that may be down by itself: what is posted through either is on the platform. */
export function makeGateway(platform, isDown = () => false) {
  return {
    name: platform.name,
    async publish(post) {
      if (isDown()) throw new PlatformRefusal(platform.name, 503, 'this way is closed');
      return platform.publish(post);
    },
  };
}

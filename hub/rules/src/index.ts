export {
  type Platform,
  type Post,
  type PostMedia,
  platformSchema,
  platforms,
  postKinds,
  postMediaSchema,
  postSchema,
} from './post.ts';

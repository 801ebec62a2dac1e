import { Modal } from '@mantine/core';
import { useId, useState } from 'react';
import type { Post, Recipe } from '../live/facts.ts';
import { LibraryPicker } from '../media/library-picker.tsx';
import { MediumPicture } from '../post/medium-picture.tsx';
import { pictureCount } from './picture-count.ts';
import { RecipeFields } from './recipe-fields.tsx';

type Props = {
  /** A text on its own has none. */
  takesPictures: boolean;
  media: readonly Recipe[];
  /** The pictures that the recipes gave, as they go out. */
  shown: Post['media'];
  /** `of`: the letters come into this field; without, the change is a step of its own. */
  write: ((media: readonly Recipe[], of?: string) => void) | undefined;
};

/** The pictures of a variant, each as it goes out: from the library, or drawn from words that can be changed here. */
export function PicturesEditor({ takesPictures, media, shown, write }: Props) {
  const [isPicking, pick] = useState(false);
  if (media.length === 0 && (write === undefined || !takesPictures)) return null;
  let at = 0;
  return (
    <div className="pictures">
      {media.map((recipe, index) => {
        const from = at;
        at += pictureCount(recipe);
        const replace = (next: Recipe, of?: string) => write?.(media.with(index, next), of);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a recipe is known by its place, and its words change while it is edited
          <div key={index} className="picture">
            <div className="picture-strip">
              {shown.slice(from, at).map((medium, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the pictures of a recipe are in their order
                <MediumPicture key={place} medium={medium} className="picture-thumb" />
              ))}
            </div>
            {write === undefined ? (
              <p className="quiet">{recipe.altText}</p>
            ) : (
              <>
                <AltText
                  text={recipe.altText}
                  write={(altText) => replace({ ...recipe, altText }, `alt ${index}`)}
                />
                <div className="picture-doors">
                  {recipe.recipe === 'library' ? null : <RecipeDoor recipe={recipe} replace={replace} />}
                  <button
                    type="button"
                    className="quiet-button framed"
                    onClick={() => write(media.toSpliced(index, 1))}
                  >
                    Take out
                  </button>
                </div>
              </>
            )}
          </div>
        );
      })}
      {write === undefined || !takesPictures ? null : (
        <button type="button" className="quiet-button framed" onClick={() => pick(true)}>
          Add from the library
        </button>
      )}
      {isPicking ? (
        <LibraryPicker
          close={() => pick(false)}
          choose={({ facts }) => {
            pick(false);
            write?.([...media, { recipe: 'library', sha256: facts.sha256, altText: facts.altText }]);
          }}
        />
      ) : null}
    </div>
  );
}

function AltText({ text, write }: { text: string; write: (text: string) => void }) {
  const id = useId();
  return (
    <div className="act-field">
      <label htmlFor={id}>Alternative text</label>
      <textarea
        id={id}
        className="field"
        rows={2}
        value={text}
        onChange={(event) => write(event.target.value)}
      />
    </div>
  );
}

type Drawn = Exclude<Recipe, { recipe: 'library' }>;

/** A drawn picture is drawn anew with other words; half-written ones would be drawn with every letter. */
function RecipeDoor({ recipe, replace }: { recipe: Drawn; replace: (recipe: Recipe) => void }) {
  const [isOpen, open] = useState(false);
  return (
    <>
      <button type="button" className="quiet-button framed" onClick={() => open(true)}>
        Change its words
      </button>
      {isOpen ? (
        <Modal
          opened
          onClose={() => open(false)}
          title="Words of the picture"
          closeButtonProps={{ 'aria-label': 'Close' }}
        >
          <RecipeFields
            recipe={recipe}
            keep={(next) => {
              open(false);
              replace(next);
            }}
          />
        </Modal>
      ) : null}
    </>
  );
}

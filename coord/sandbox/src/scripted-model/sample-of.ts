/** Of a choice the one that lets the client go on. */
const mild = ['low', 'allow', 'approve', 'approved', 'none'];

/** A small value that fits a JSON Schema as far as clients use it. */
export function sampleOf(schema: unknown): unknown {
  if (typeof schema !== 'object' || schema === null) return null;
  const { type, properties, items, anyOf, ...rest } = schema as Record<string, unknown>;
  if ('const' in rest) return rest.const;
  if (Array.isArray(rest.enum)) return rest.enum.find((value) => mild.includes(value)) ?? rest.enum[0];
  if (Array.isArray(anyOf)) return sampleOf(anyOf[0]);
  // Gemini writes the names of types in capitals.
  switch (String(Array.isArray(type) ? type[0] : type).toLowerCase()) {
    case 'object':
      return Object.fromEntries(
        Object.entries(properties ?? {}).map(([name, property]) => [name, sampleOf(property)]),
      );
    case 'array':
      return items === undefined || rest.minItems === undefined ? [] : [sampleOf(items)];
    case 'number':
    case 'integer':
      return 0;
    case 'boolean':
      return false;
    case 'null':
      return null;
    default:
      return 'A scripted turn';
  }
}

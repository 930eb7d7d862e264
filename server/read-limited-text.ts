/** Reads a body as text. @param limit characters @returns `undefined` if it is longer */
export async function readLimitedText(
  { body }: Pick<Request, 'body'>,
  limit: number,
): Promise<string | undefined> {
  if (body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > limit) return undefined;
  }
  return text + decoder.decode();
}

/** An ask that cannot be done as it was asked; the message is for the one who asked and says what to do. */
export class Refusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'Refusal';
  }
}

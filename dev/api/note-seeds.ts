/** An initial note of an organization. `minutesAgo` is relative to the creation of the store. */
export interface NoteSeed {
  readonly author: { readonly id: string; readonly name: string };
  readonly minutesAgo: number;
  readonly text: string;
}

const ADA = { id: 'user_ada', name: 'Ada Lovelace' };
const GRACE = { id: 'user_grace', name: 'Grace Hopper' };

const seed = (author: NoteSeed['author'], minutesAgo: number, text: string): NoteSeed => ({
  author,
  minutesAgo,
  text,
});

/** The initial notes of the organizations in the local AuthKit. No note occurs in two organizations. */
const SEEDS: ReadonlyMap<string, readonly NoteSeed[]> = new Map([
  [
    'org_acme',
    [
      seed(ADA, 2890, 'Rocket skates: second supplier quoted 18 % less, samples arrive Thursday.'),
      seed(GRACE, 1460, 'The anvil drop test is booked for Monday, 9:00, bay 3. Helmets, please.'),
      seed(ADA, 95, 'Catalogue text is final. Print run of 4,000 unless someone objects today.'),
    ],
  ],
  [
    'org_globex',
    [
      seed(ADA, 3120, 'Harbour crane inspection passed; certificate is in the shared folder.'),
      seed(ADA, 410, 'Board wants the energy forecast in two scenarios, not three.'),
    ],
  ],
  [
    'org_initech',
    [
      seed(ADA, 5210, 'Report cover sheets: the new template is mandatory from the first of the month.'),
      seed(ADA, 1700, 'Printer on the second floor says PC LOAD LETTER again. Ticket is open.'),
      seed(ADA, 220, 'Migration rehearsal took 41 minutes; the window is 60.'),
    ],
  ],
  [
    'org_umbrella',
    [
      seed(GRACE, 2600, 'Cold room 2 is back at -80 °C, alarm threshold set to -72.'),
      seed(GRACE, 330, 'Audit of the visitor log on Friday. Badges must be visible.'),
    ],
  ],
]);

const ROBIN = { id: 'user_robin', name: 'Robin Diaz' };
const TOPICS = [
  ['Kick-off agenda is ready; ten minutes per team.', 'Budget draft sent for review, comments by Wednesday.'],
  ['Retro moved to 15:30, same room.', 'Two candidates for the design role, interviews next week.'],
  ['Office plants: rota for August is up.', 'The invoice from the caterer is approved.'],
  ['New laptops came, pick yours up at the desk.', 'Travel requests for October are due Friday.'],
  ['Customer call went well, they want a pilot.', 'Pilot scope is one page now; please read it.'],
  ['Server room cooling is serviced on Tuesday.', 'On-call handover is documented in the wiki.'],
  ['Draft of the privacy notice is with legal.', 'Legal had two small remarks, both are in.'],
  ['Workshop photos are uploaded.', 'Next workshop: the 14th, topic still open.'],
] as const;

/**
 * Returns the initial notes of an organization. An unknown organization gets anonymous notes that are chosen by its id,
 * so that two organizations have different notes.
 *
 * @param organizationId e.g. `org_acme`
 */
export function seedsOf(organizationId: string): readonly NoteSeed[] {
  const own = SEEDS.get(organizationId);
  if (own !== undefined) return own;
  const number = [...organizationId].reduce((sum, letter) => (sum * 10 + letter.charCodeAt(0)) % 100_003, 0);
  const texts = TOPICS[number % TOPICS.length] ?? TOPICS[0];
  return texts.map((text, index) => seed(ROBIN, 2000 - 700 * index + (number % 60), text));
}

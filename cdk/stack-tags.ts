/** Tags of a stack and of everything in it. */
export const stackTags = (role: string, stage: string, trust: string): Record<string, string> => ({
  project: 'vroegzicht',
  role,
  stage,
  trust,
});

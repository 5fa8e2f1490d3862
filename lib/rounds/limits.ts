/** Limits of a round between providers (design note on disclosure, rules P4 to P8 and G4); none can be set by a researcher. */
export const roundLimits = {
  /** P4: largest linear predictor of standardised, capped covariates. */
  largestPredictor: 15,
  /** P5: effective number of weights, at least this and at least a share of the rows. */
  smallestEffectiveCount: 30,
  effectiveShare: { 'cox-rounds': 0.05, logistic: 0.2, poisson: 0.05 },
  /** P6: effective number of rows whose fitted value changed between two rounds, unless nothing visible changed. */
  smallestChangedCount: 10,
  changedShare: 0.02,
  invisibleChange: 1e-6,
  /** G4: share of a household, and of the two largest, in any combination of the sums (P7: in every round). */
  largestLeverage: 0.5,
  twoLargestLeverage: 0.8,
  /** P8: effective number of rows off the most frequent value of a column. */
  smallestMinority: 10,
} as const;

import * as z from 'zod';
import { FunnelParameters, SurvivalParameters, TableParameters } from './analysis.ts';
import {
  AttemptsParameters,
  CompetingRisksParameters,
  CoxParameters,
  GlmParameters,
  HeterogeneityParameters,
  PiecewiseParameters,
  QuantilesParameters,
  RecurrenceParameters,
  StateHazardsParameters,
} from './analysis-models.ts';

/** One analysis of a study. A new analysis adds its parameters here, a file in lib/analyses and a line in its registry. */
export const Analysis = z.discriminatedUnion('analysis', [
  TableParameters,
  FunnelParameters,
  SurvivalParameters,
  CoxParameters,
  CompetingRisksParameters,
  PiecewiseParameters,
  StateHazardsParameters,
  GlmParameters,
  QuantilesParameters,
  RecurrenceParameters,
  HeterogeneityParameters,
  AttemptsParameters,
]);
export type Analysis = z.infer<typeof Analysis>;

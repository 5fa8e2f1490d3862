import highsModule, { type Highs, type Model } from 'highs';
import { type Extreme, type LinearProgram, mostRows, type OpenProgram, type Solver } from '../disclosure/solver.ts';

/** The types describe the CommonJS build, Node.js imports the other one, whose default export is the loader itself. */
const loadHighs = typeof highsModule === 'function' ? highsModule : highsModule.default;

let loading: Promise<Highs> | undefined;

/** Loads HiGHS (WebAssembly, single-threaded) once and gives a solver; the solver itself is synchronous and deterministic. */
export async function loadSolver(): Promise<Solver> {
  const highs = await (loading ??= loadHighs());
  return (program) => open(highs, program);
}

function build(highs: Highs, program: LinearProgram): Model {
  const model = highs.createModel();
  model.options.set({
    output_flag: false,
    random_seed: 0,
    simplex_iteration_limit: 20_000,
    mip_max_nodes: 200,
    mip_rel_gap: 0,
    presolve: 'off',
  });
  for (let column = 0; column < program.columns; column += 1) model.addVar(0, mostRows);
  for (const row of program.rows)
    model.addRow(bounded(highs, row.lower), bounded(highs, row.upper), {
      indices: [...row.columns],
      values: [...row.coefficients],
    });
  return model;
}

const bounded = (highs: Highs, value: number) => (Number.isFinite(value) ? value : Math.sign(value) * highs.infinity);

function open(highs: Highs, program: LinearProgram): OpenProgram {
  const model = build(highs, program);
  let costed: readonly number[] = [];
  let whole = false;
  const setWhole = (wanted: boolean) => {
    if (whole === wanted) return;
    whole = wanted;
    model.options.set({ presolve: wanted ? 'on' : 'off', mip_max_improving_sols: wanted ? 1 : 2_147_483_647 });
    const kind = wanted ? highs.constants.variableType.integer : highs.constants.variableType.continuous;
    for (let column = 0; column < program.columns; column += 1) model.changeColIntegrality(column, kind);
  };
  const setObjective = (rows: readonly number[]) => {
    const costs = new Map(costed.map((column) => [column, 0]));
    for (const row of rows)
      program.rows[row]?.columns.forEach((column, index) =>
        costs.set(column, (costs.get(column) ?? 0) + (program.rows[row]?.coefficients[index] ?? 0)),
      );
    for (const [column, cost] of costs) model.changeColCost(column, cost);
    costed = [...costs].flatMap(([column, cost]) => (cost === 0 ? [] : [column]));
  };
  const extremeSum = (rows: readonly number[], direction: 'smallest' | 'largest', wanted: boolean): Extreme => {
    setObjective(rows);
    const { minimize, maximize } = highs.constants.objectiveSense;
    model.changeObjectiveSense(direction === 'smallest' ? minimize : maximize);
    setWhole(wanted);
    model.run();
    const { optimal, solutionLimit } = highs.constants.modelStatus;
    const status = model.getModelStatus();
    if (status !== optimal && !(wanted && status === solutionLimit)) return { status: 'unsolved' };
    const { colValue, rowDual } = model.getSolution();
    return { status: 'solved', value: model.getObjectiveValue(), columns: [...colValue], duals: [...rowDual] };
  };
  return {
    bound: (row, lower, upper) => void model.changeRowBounds(row, bounded(highs, lower), bounded(highs, upper)),
    extreme: (row, direction, wanted) => extremeSum([row], direction, wanted),
    extremeSum,
    close: () => model.dispose(),
  };
}

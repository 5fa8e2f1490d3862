import { DuckDBInstance } from '@duckdb/node-api';

/**
 * Closing a database makes DuckDB give free memory of the whole process back to the system, at most every 100 ms. Tests close
 * hundreds: one by one that is a tenth of their time, and the pages are needed again at once. So they are closed sixteen at a time.
 */
// oxlint-disable-next-line typescript/unbound-method -- called below with the instance it belongs to
const close = DuckDBInstance.prototype.closeSync;
const waiting: DuckDBInstance[] = [];

DuckDBInstance.prototype.closeSync = function closeLater() {
  waiting.push(this);
  if (waiting.length >= 16) for (const each of waiting.splice(0)) close.call(each);
};

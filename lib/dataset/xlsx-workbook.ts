import { refusal } from './refusal.ts';
import { type Archive, type ArchiveLimits, archiveLimits, openArchive } from './xlsx-archive.ts';
import type { Row, SheetContext } from './xlsx-cell.ts';
import { readDateStyles, readRelationships, readSharedStrings, readWorkbookPart } from './xlsx-parts.ts';
import { sheetRows } from './xlsx-sheet.ts';

/** An open workbook: its sheets by name, trimmed and without regard to case. */
export type Workbook = {
  readonly sheetNames: readonly string[];
  readonly has: (sheet: string) => boolean;
  readonly rows: (sheet: string) => AsyncGenerator<readonly Row[]>;
  readonly close: () => void;
};

/** Opens an Office Open XML workbook for streaming; throws a refusal for anything else. */
export async function openWorkbook(path: string, limits: ArchiveLimits = archiveLimits): Promise<Workbook> {
  const archive = await openArchive(path, limits);
  try {
    return await readWorkbook(archive);
  } catch (error) {
    archive.close();
    throw error;
  }
}

async function readWorkbook(archive: Archive): Promise<Workbook> {
  const main = (await readRelationships(archive, '')).find(({ kind }) => kind === 'officeDocument')?.target;
  if (main === undefined || !archive.has(main))
    throw refusal('not-a-workbook', 'the archive is no Excel workbook', 'upload the export as .xlsx');
  const relationships = await readRelationships(archive, main);
  const partOf = (kind: string) => {
    const target = relationships.find((relationship) => relationship.kind === kind)?.target;
    return target !== undefined && archive.has(target) ? target : undefined;
  };
  const { sheets, uses1904 } = await readWorkbookPart(archive, main);
  const styles = partOf('styles');
  const strings = partOf('sharedStrings');
  const context: SheetContext = {
    dateStyles: styles === undefined ? [] : await readDateStyles(archive, styles),
    sharedStrings: strings === undefined ? [] : await readSharedStrings(archive, strings),
    uses1904,
  };
  const parts = new Map(
    sheets.map(({ name, relationship }) => [
      name.toLowerCase(),
      relationships.find(({ id }) => id === relationship)?.target ?? '',
    ]),
  );
  return {
    sheetNames: sheets.map(({ name }) => name),
    has: (sheet) => parts.has(sheet.toLowerCase()),
    rows: (sheet) => sheetRows(archive.read(parts.get(sheet.toLowerCase()) ?? ''), context),
    close: archive.close,
  };
}

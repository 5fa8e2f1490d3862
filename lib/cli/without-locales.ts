import { registerHooks } from 'node:module';

/**
 * Commands load zod without its messages in other languages, which nothing here shows: two thirds of its modules, and a tenth of the start of
 * a command. Import it before anything that imports zod.
 */
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '../locales/index.js' && context.parentURL?.includes('/zod/v4/') === true
      ? { url: 'data:text/javascript,export{}', format: 'module', shortCircuit: true }
      : next(specifier, context),
});

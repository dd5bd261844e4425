/** Whatever a test draws, every run of the tests draws the same; FC_SEED draws something else. */
import fc from 'fast-check';

const { FC_SEED = '1' } = process.env;

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(FC_SEED) });

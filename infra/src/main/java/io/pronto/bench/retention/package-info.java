/** Benches of what is kept and for how long. */
package io.pronto.bench.retention;

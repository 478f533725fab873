/** CPU per call and per registration, Pronto against Kamailio; and the soak. */
package io.pronto.bench.signalling;

/** The running server: what is started, in which order, and how it ends. */
package io.pronto.server;

/** What watches a running Pronto: metrics and health. */
package io.pronto.watch;

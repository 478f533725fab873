/** The command line, from which everything is started. */
package io.pronto;

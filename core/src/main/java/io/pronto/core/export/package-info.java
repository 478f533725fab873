/** Tables that people take out. */
package io.pronto.core.export;

/** Tables that customers and carriers send. */
package io.pronto.core.csv;

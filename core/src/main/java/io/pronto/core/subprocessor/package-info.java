/**
 * The register of those who process data for the operator: what is announced and when it takes
 * effect, what organisations have against it, and the one gate that every way out asks.
 */
package io.pronto.core.subprocessor;

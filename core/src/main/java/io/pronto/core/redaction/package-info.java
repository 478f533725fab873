/**
 * What nobody should read or hear again: card numbers and IBANs that were said are found in the
 * words of a transcript, masked there, and taken out of the recording's sealed file.
 */
package io.pronto.core.redaction;

/** Telephone numbers: how they are written, who rents them, what holds for their calls. */
package io.pronto.core.numbering;

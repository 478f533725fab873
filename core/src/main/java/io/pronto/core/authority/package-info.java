/**
 * What police and authorities ask for, who approved it, and what they were shown (CPCE art.
 * L.34-1).
 */
package io.pronto.core.authority;

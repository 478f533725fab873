/** Carriers' wholesale APIs for numbers, each in its own shape, behind one door. */
package io.pronto.api.wholesale;

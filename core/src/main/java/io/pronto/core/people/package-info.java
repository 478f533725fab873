/** The people of an organisation. */
package io.pronto.core.people;

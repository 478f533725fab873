/**
 * Numbers that carriers sell: the door to their APIs, who asks them, and what they say otherwise
 * than we do.
 */
package io.pronto.core.wholesale;

/** What is true only now, in Redis, with a time to live. */
package io.pronto.core.live;

/** Where a call goes: facts in, destination out. */
package io.pronto.core.routing;

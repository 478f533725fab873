/**
 * Calls from their INVITE to their record. {@link io.pronto.sip.flow.Call} is the story, told top
 * to bottom on one virtual thread; each way it can go is a class of its own beside it.
 */
package io.pronto.sip.flow;

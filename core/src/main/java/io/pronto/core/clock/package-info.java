/** Whether the clock by which things are deleted is to be believed. */
package io.pronto.core.clock;

/** Sound that people send in: what is read of it, at which rate and how loud it is kept. */
package io.pronto.core.sound;

/** The demo: one real call through a whole server, told step by step. */
package io.pronto.demo;

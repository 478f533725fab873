/** What a conference of many costs, and by how much it delays what is said. */
package io.pronto.bench.conference;

/**
 * What becomes of calls when the server, its database or its Redis is gone in the middle of them:
 * processes of their own, killed and stopped as the world kills and stops them.
 */
package io.pronto.crash;

/**
 * Objects in a store that speaks S3: Amazon's and all that are made after it. What goes there is
 * sealed before.
 */
package io.pronto.core.object;

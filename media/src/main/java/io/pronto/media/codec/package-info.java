/** Sound as telephones encode it. */
package io.pronto.media.codec;

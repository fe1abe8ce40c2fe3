/** Tests of mails: queued, sent, kept. */
@NullMarked
package popeki.mails;

import org.jspecify.annotations.NullMarked;

package tv.mux.index;

import java.util.regex.Pattern;

/**
 * A change of the index was refused, and the index has not changed. The subtypes give the reason. Only
 * {@link StaleTerm} means that another node leads.
 */
public abstract sealed class RefusedChangeException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final String REFUSED = "refused: ";
    private static final String STALE_TERM = REFUSED + "stale term: ";
    private static final String WRONG_NUMBER = REFUSED + "wrong number: ";
    /** Answers of release 0.3.0 do not state the type. */
    private static final Pattern OLD_STALE_TERM =
            Pattern.compile(REFUSED + "(term -?\\d+ is over|there is no stream yet).*");

    private static final Pattern OLD_WRONG_NUMBER = Pattern.compile(REFUSED + "segment -?\\d+ is not the next one.*");

    private final String answer;

    private RefusedChangeException(String prefix, String message) {
        super(message);
        this.answer = prefix + message;
    }

    /** The change belongs to a term that is over: another node leads now. */
    public static final class StaleTerm extends RefusedChangeException {
        private static final long serialVersionUID = 1;

        /** The message names both terms. */
        public StaleTerm(String message) {
            super(STALE_TERM, message);
        }
    }

    /** The change appends a segment whose media sequence number is not the next one. */
    public static final class WrongNumber extends RefusedChangeException {
        private static final long serialVersionUID = 1;

        /** The message names both numbers. */
        public WrongNumber(String message) {
            super(WRONG_NUMBER, message);
        }
    }

    /** The change, or the index that it would make, is not valid. */
    public static final class Malformed extends RefusedChangeException {
        private static final long serialVersionUID = 1;

        /** The message names the invalid field. */
        public Malformed(String message) {
            super(REFUSED, message);
        }
    }

    /** The refusal as text, for the node that asked for the change. */
    public String answer() {
        return answer;
    }

    /** The exception for an {@link #answer} that another node sent, of this release or of 0.3.0. */
    public static RefusedChangeException of(String answer) {
        if (answer.startsWith(STALE_TERM) || OLD_STALE_TERM.matcher(answer).matches()) {
            return new StaleTerm(answer);
        }
        if (answer.startsWith(WRONG_NUMBER) || OLD_WRONG_NUMBER.matcher(answer).matches()) {
            return new WrongNumber(answer);
        }
        return new Malformed(answer);
    }
}

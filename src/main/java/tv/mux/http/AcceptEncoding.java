package tv.mux.http;

/** What an Accept-Encoding header allows (RFC 9110 §12.5.3). */
final class AcceptEncoding {

    private AcceptEncoding() {}

    /**
     * Whether gzip is accepted.
     *
     * @param header the header's value; null when there is none, which is then no wish for it
     */
    static boolean gzip(String header) {
        if (header == null) {
            return false;
        }
        boolean any = false;
        int start = 0;
        while (start <= header.length()) {
            int comma = header.indexOf(',', start);
            int end = comma < 0 ? header.length() : comma;
            String coding = header.substring(start, end);
            int semicolon = coding.indexOf(';');
            String name = (semicolon < 0 ? coding : coding.substring(0, semicolon)).strip();
            if (name.equalsIgnoreCase("gzip") || name.equalsIgnoreCase("x-gzip")) {
                return wanted(coding, semicolon);
            }
            any |= name.equals("*") && wanted(coding, semicolon);
            start = end + 1;
        }
        return any;
    }

    /** Only a weight of zero says no; one that is malformed says nothing. */
    private static boolean wanted(String coding, int semicolon) {
        if (semicolon < 0) {
            return true;
        }
        String weight = coding.substring(semicolon + 1).strip();
        return !weight.matches("[qQ]\\s*=\\s*0(\\.0*)?");
    }
}

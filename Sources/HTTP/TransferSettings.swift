import CCurl

/// Sets one thing after the other, and remembers whether libcurl took all.
struct TransferSettings {
    let handle: UnsafeMutableRawPointer
    var areTaken = true

    private mutating func note(_ code: CURLcode) {
        if code != CURLE_OK { areTaken = false }
    }

    mutating func number(_ option: CURLoption, _ value: Int) {
        note(terrier_curl_set_long(handle, option, value))
    }

    mutating func offset(_ option: CURLoption, _ value: Int) {
        note(terrier_curl_set_offset(handle, option, curl_off_t(value)))
    }

    /// libcurl copies it.
    mutating func text(_ option: CURLoption, _ value: String) {
        note(value.withCString { terrier_curl_set_pointer(handle, option, $0) })
    }

    mutating func pointer(_ option: CURLoption, _ value: UnsafeRawPointer?) {
        note(terrier_curl_set_pointer(handle, option, value))
    }

    mutating func callback(_ option: CURLoption, _ callback: @escaping curl_write_callback) {
        note(terrier_curl_set_data_callback(handle, option, callback))
    }

    /// Certificates are trusted that the environment names, else the system's. With a directory of them libcurl reads
    /// the whole store anew for each connection (CURLOPT_CA_CACHE_TIMEOUT), so there is one only where it is asked for.
    mutating func trust(_ network: Network) {
        let (file, directory) = (network.certificateFile, network.certificateDirectory)
        for (fileOption, directoryOption) in [
            (CURLOPT_CAINFO, CURLOPT_CAPATH), (CURLOPT_PROXY_CAINFO, CURLOPT_PROXY_CAPATH),
        ] {
            if let file { text(fileOption, file) } else if directory != nil { pointer(fileOption, nil) }
            if let directory { text(directoryOption, directory) } else { pointer(directoryOption, nil) }
        }
        // Seconds. What is taken out of the store is trusted so much longer at most.
        number(CURLOPT_CA_CACHE_TIMEOUT, 3600)
    }

    mutating func notes(_ callback: @escaping curl_debug_callback) {
        note(terrier_curl_set_debug_callback(handle, callback))
    }

    mutating func opensSocket(_ callback: @escaping curl_opensocket_callback) {
        note(terrier_curl_set_open_callback(handle, callback))
    }
}

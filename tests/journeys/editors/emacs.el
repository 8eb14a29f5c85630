;;; emacs.el --- Eglot as docs/editors.md sets it up  -*- lexical-binding: t -*-
;; Says a line of JSON per step. AMBIT_COMMAND: the server's command as JSON. AMBIT_FILE: the module. Its grant for
;; HTTP is on a line of its own. In batch mode no idle timer fires, so what they do is done by hand.
(load (expand-file-name "emacs-journey" (file-name-directory load-file-name)))
(require 'eglot)
(require 'js)
(setq eglot-sync-connect 20
      eglot-connect-timeout 20
      eglot-autoshutdown t)
(define-derived-mode typescript-mode js-mode "TypeScript")
(add-to-list 'auto-mode-alist '("\\.ts\\'" . typescript-mode))
(add-to-list 'eglot-server-programs
             (cons 'typescript-mode (append (json-parse-string (getenv "AMBIT_COMMAND")) nil)))

(find-file (getenv "AMBIT_FILE"))
(apply #'eglot (eglot--guess-contact))
(goto-char (point-min))
(search-forward "http: { read")
(delete-region (line-beginning-position) (1+ (line-end-position)))
(eglot--signal-textDocument/didChange)
(await "a finding" (progn (flymake-start) (flymake-diagnostics)))
(let ((finding (car (flymake-diagnostics))))
  (goto-char (flymake-diagnostic-beg finding))
  (say "diagnostic" (list (cons 'message (flymake-diagnostic-text finding))
                          (cons 'line (line-number-at-pos)))))
(say "hover" (plist-get (plist-get (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover
                                                    (eglot--TextDocumentPositionParams))
                                   :contents)
                        :value))
(let* ((actions (append (eglot-code-actions (point) (1+ (point)) "quickfix") nil))
       (grant (seq-find (lambda (action) (string-prefix-p "Grant" (plist-get action :title))) actions)))
  (say "action" (plist-get grant :title))
  (eglot--apply-workspace-edit (plist-get grant :edit)))
(eglot--signal-textDocument/didChange)
(await "the end of the finding" (progn (flymake-start) (null (flymake-diagnostics))))
(save-buffer)
(eglot-shutdown (eglot-current-server))

;;; emacs-dap.el --- dap-mode as docs/debugging.md sets it up  -*- lexical-binding: t -*-
;; Says a line of JSON per step. AMBIT_COMMAND: the adapter's command as JSON. AMBIT_FILE: the module.
(load (expand-file-name "emacs-journey" (file-name-directory load-file-name)))
(require 'dap-mode)
(require 'dap-ui)
(setq dap-auto-configure-features nil)
(dap-register-debug-provider
 "ambit"
 (lambda (conf)
   (plist-put conf :dap-server-path (append (json-parse-string (getenv "AMBIT_COMMAND")) nil))))

(dap-register-debug-template
 "This module" (list :type "ambit" :request "launch" :name "This module" :program "${file}"))

(defvar frames nil "The places where the program stood, the last first.")
(defvar ended nil)
(add-hook 'dap-stack-frame-changed-hook
          (lambda (session)
            (let ((frame (dap--debug-session-active-frame session)))
              (when frame (push (format "%s:%s" (gethash "name" frame) (gethash "line" frame)) frames)))))
(add-hook 'dap-terminated-hook (lambda (_session) (setq ended t)))

(defun evaluate (expression)
  (let* ((session (dap--cur-session)) result
         (arguments (list :expression expression :context "repl"
                          :frameId (gethash "id" (dap--debug-session-active-frame session)))))
    (dap--send-message (dap--make-request "evaluate" arguments)
                       (lambda (answer) (setq result (gethash "result" (gethash "body" answer))))
                       session)
    (await "a value" result)))

(find-file (getenv "AMBIT_FILE"))
(goto-char (point-min))
(search-forward "await fetch(")
(dap-breakpoint-add)
(dap-debug (copy-tree (cdr (assoc "This module" dap-debug-template-configurations))))
(await "the breakpoint" frames)
(say "stop" (car frames))
(say "before" (evaluate "station.id"))
(dap-next (dap--cur-session))
(await "the step" (cdr frames))
(say "step" (car frames))
(say "after" (evaluate "reply.status"))
(let ((session (dap--cur-session)))
  (dap-continue session (dap--debug-session-thread-id session)))
(await "the end" ended)
(say "output" (with-current-buffer (dap--debug-session-output-buffer (car (dap--get-sessions))) (buffer-string)))
